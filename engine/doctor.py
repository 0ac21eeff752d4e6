"""What `longtake doctor` reports: versions, devices, models, disk, and what would be used and why."""

"""Jobs in the app: the list of them, the picture of one in progress, the sheet for a new one."""

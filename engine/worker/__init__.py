"""The disposable process in which models run; it may hang, crash or be killed."""

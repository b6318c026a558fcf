"""What `manage.py knowledge` can do, one module an action: HELP, add_arguments and run."""

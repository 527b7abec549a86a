"""The supervisor: runs the web server and the job worker under one parent until Ctrl-C."""

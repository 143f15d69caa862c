"""The sanitizer: runs a kernel on the CPU and reports what has no meaning on a GPU."""

"""What the compiler made of a kernel, and why: `tmetal.explain` and its parts."""

"""What runs inside the sandbox: the learner's process and the checking one."""

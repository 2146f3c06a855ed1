"""TensorBoard of runs: a process per run or project, started when somebody looks and ended when nobody does."""

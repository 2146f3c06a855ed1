"""What can be done with configs, runs and sweeps of classifiers."""

TOPIC = "classifiers"
JOB_KIND = "train_classifier"

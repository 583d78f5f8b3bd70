"""Knowledge of the hospital's own: what is imported, looked at before it is used and afterwards."""

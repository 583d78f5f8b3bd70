"""What every store behind ``coding.store`` has at this machine, whatever keeps the pages."""

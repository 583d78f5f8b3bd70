"""The month in the window: its ten steps, tiles and figures, charts, slips, closing, the report."""

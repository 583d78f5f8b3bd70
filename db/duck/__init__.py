"""Roll-up of data sets that no memory holds: DuckDB counts, by the definitions of ``coding.indicators``."""

"""ICD-10 and ICD-9-CM-3 codes: reading one, tables of them, headings and leaves, editions, crosswalks."""

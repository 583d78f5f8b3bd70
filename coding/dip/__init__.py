"""Payment by diagnosis-intervention packet (DIP): catalogues, matching by layers, auxiliary types, scores."""

"""Who is there: citizens as columns, municipalities and agencies, networks, the population and its tables."""

"""Performance tables: projects, indicators, goals and amounts from the rows of a grid."""

"""The local web application on which people review a release."""

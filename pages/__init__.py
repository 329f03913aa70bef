"""What runs in a browser: the explorer, the review page and the pages of the service."""

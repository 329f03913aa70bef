"""What two pages need: modules of scripts, words."""

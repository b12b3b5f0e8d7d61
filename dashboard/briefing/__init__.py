"""One week, or one narrative, of a snapshot in; pictures, a page, slides and every number with its SQL out."""

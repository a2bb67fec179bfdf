"""Our side: the reference site, its content, its clients, and whether the work was done."""

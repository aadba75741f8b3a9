"""Takes in what a class sent through a learning platform, by mail or by hand: found, matched, put in
place."""

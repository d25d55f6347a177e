"""What may I do now: the actions of each noun with the questions they ask, who may enter, and one runner.

Both sites show `available_actions` and lead to the same pages; the desk knows no template of either."""

"""Words of dates -> dates and recurrence rules, each with one sentence that explains it."""

"""What people do. A verb is one function: keyword-only, atomic, takes `by`, checks the state it leaves and
writes its Event. Its guard `why_not_…` answers with the reason for a refusal, or with nothing."""

"""What the public reads: commitments in the open format, looked through before they go out, as a site and as a folder.

    commitments_of(task_list, as_of=…) -> dict             the open commitment format (docs/commitments.schema.json)
    looked_through(document, names) -> list[Remarkable]    marks of secrecy and personal data in it
    publish_folder(out, …)                                 html, csv, json, ics, index, hash list

Reads rows and writes none; what is public is decided by `actions.publishing`.
"""

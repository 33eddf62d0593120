"""What is kept on paper: numbers, drafts of forms, official documents, attached files.

The acts: `services.next_number`, `services.save_draft`, `services.issue`, `services.attach`. Main
words: NumberSeries (an organization's running number in a year), Draft (what one person typed and
has not sent yet), Paper (what an act says), IssuedDocument (a paper with its number, as printed),
Attachment (somebody's file, recognized by content, stored encrypted).
"""

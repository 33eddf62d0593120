"""What is kept while people write: gapless numbers of documents and drafts of forms.

The acts: `services.next_number`, `services.save_draft`. Main words: NumberSeries (an
organization's running number in a year), Draft (what one person typed and has not sent yet;
personal data, seen by nobody else).
"""

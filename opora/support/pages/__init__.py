"""The pages of assessment, plan, review and question: fetch, call the verb, go on."""

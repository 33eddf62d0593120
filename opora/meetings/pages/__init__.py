"""The pages of meetings: fetch, call the verb, say what happened, go on."""

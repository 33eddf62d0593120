"""Individual needs assessment, individual support plan, review, goals reached (ППЗСУ)."""

"""The demo engagement's history, made by a seeded generator through the real services.

Nothing here is real: no organization, person, encounter or claim. The engagement and its
organizations are marked as demo, and every page and report of it says so.
"""

"""What a document says about itself: announcements, year, kind, organisation, place."""

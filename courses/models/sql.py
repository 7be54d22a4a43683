"""Questions written by hand: they are asked for each registration, while others wait for their turn to write.

Django takes longer to make their SQL anew than the database to answer them. They read the same on both databases.
"""

HELD_COURSE = ("kind", "audience", "offer_hours", "priority_groups", "sessions_required", "valid_months", "title")
HELD = f"""
SELECT {{columns}}, {", ".join(f"course.{name}" for name in HELD_COURSE[:-1])}, page.title
FROM courses_occasion own JOIN courses_coursepage course ON course.page_ptr_id = own.course_id
JOIN wagtailcore_page page ON page.id = course.page_ptr_id WHERE own.id = %s
"""  # noqa: S608 - the names stand above
HELD_SESSIONS = """
SELECT {columns} FROM courses_session own WHERE own.occasion_id = %s AND NOT own.is_cancelled ORDER BY own.start, own.id
"""
QUEUE = "SELECT 1 FROM courses_registration WHERE occasion_id = %s AND state = 'waiting' LIMIT 1"
SEATS = """
SELECT seat FROM courses_registration WHERE occasion_id = %s AND seat IS NOT NULL
UNION SELECT guest.seat FROM courses_guestseat guest JOIN courses_session session ON session.id = guest.session_id
WHERE session.occasion_id = %s
"""

# True reads differently in the two databases, so 1 and 0.
AHEAD = """
SELECT CASE WHEN other.priority < %s THEN 1 ELSE 0 END, COUNT(*) FROM courses_registration other
WHERE other.occasion_id = %s AND other.state = 'waiting' AND (other.priority < %s OR EXISTS (
    SELECT 1 FROM courses_registration own WHERE own.id = %s AND other.priority = own.priority
    AND (other.registered_at < own.registered_at OR (other.registered_at = own.registered_at AND other.id < own.id))
)) GROUP BY 1
"""

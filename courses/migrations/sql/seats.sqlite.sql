CREATE TRIGGER courses_seat_added BEFORE INSERT ON courses_registration
WHEN NEW.seat > (SELECT capacity FROM courses_occasion WHERE id = NEW.occasion_id)
    OR EXISTS (SELECT 1 FROM courses_guestseat guest JOIN courses_session session ON session.id = guest.session_id
        WHERE session.occasion_id = NEW.occasion_id AND guest.seat = NEW.seat)
BEGIN SELECT RAISE(ABORT, 'seat taken or above capacity'); END

CREATE TRIGGER courses_seat_changed BEFORE UPDATE OF seat, occasion_id ON courses_registration
WHEN NEW.seat > (SELECT capacity FROM courses_occasion WHERE id = NEW.occasion_id)
    OR EXISTS (SELECT 1 FROM courses_guestseat guest JOIN courses_session session ON session.id = guest.session_id
        WHERE session.occasion_id = NEW.occasion_id AND guest.seat = NEW.seat)
BEGIN SELECT RAISE(ABORT, 'seat taken or above capacity'); END

CREATE TRIGGER courses_capacity_lowered BEFORE UPDATE OF capacity ON courses_occasion
WHEN NEW.capacity < (SELECT MAX(seat) FROM courses_registration WHERE occasion_id = NEW.id)
    OR NEW.capacity < (SELECT MAX(guest.seat) FROM courses_guestseat guest
        JOIN courses_session session ON session.id = guest.session_id WHERE session.occasion_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'capacity below a seat'); END

CREATE TRIGGER courses_guest_added BEFORE INSERT ON courses_guestseat
WHEN NEW.seat > (SELECT capacity FROM courses_occasion occasion JOIN courses_session session
        ON session.occasion_id = occasion.id WHERE session.id = NEW.session_id)
    OR EXISTS (SELECT 1 FROM courses_registration registration JOIN courses_session session
        ON session.occasion_id = registration.occasion_id
        WHERE session.id = NEW.session_id AND registration.seat = NEW.seat)
BEGIN SELECT RAISE(ABORT, 'seat taken or above capacity'); END

CREATE TRIGGER courses_guest_changed BEFORE UPDATE OF seat, session_id ON courses_guestseat
WHEN NEW.seat > (SELECT capacity FROM courses_occasion occasion JOIN courses_session session
        ON session.occasion_id = occasion.id WHERE session.id = NEW.session_id)
    OR EXISTS (SELECT 1 FROM courses_registration registration JOIN courses_session session
        ON session.occasion_id = registration.occasion_id
        WHERE session.id = NEW.session_id AND registration.seat = NEW.seat)
BEGIN SELECT RAISE(ABORT, 'seat taken or above capacity'); END

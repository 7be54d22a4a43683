CREATE OR REPLACE FUNCTION courses_check_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    SELECT capacity INTO places FROM courses_occasion WHERE id = NEW.occasion_id FOR SHARE;
    IF NEW.seat > places OR EXISTS (
        SELECT 1 FROM courses_guestseat guest JOIN courses_session session ON session.id = guest.session_id
        WHERE session.occasion_id = NEW.occasion_id AND guest.seat = NEW.seat
    ) THEN RAISE EXCEPTION 'seat taken or above capacity' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION courses_check_guest() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place record;
BEGIN
    -- Not FOR SHARE: a seat of the series that is being taken waits for this guest, and the reverse.
    SELECT id, capacity INTO place FROM courses_occasion
        WHERE id = (SELECT occasion_id FROM courses_session WHERE id = NEW.session_id) FOR NO KEY UPDATE;
    IF NEW.seat > place.capacity OR EXISTS (
        SELECT 1 FROM courses_registration WHERE occasion_id = place.id AND seat = NEW.seat
    ) THEN RAISE EXCEPTION 'seat taken or above capacity' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION courses_check_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.capacity < (SELECT MAX(seat) FROM courses_registration WHERE occasion_id = NEW.id)
        OR NEW.capacity < (
            SELECT MAX(guest.seat) FROM courses_guestseat guest JOIN courses_session session
            ON session.id = guest.session_id WHERE session.occasion_id = NEW.id
        ) THEN RAISE EXCEPTION 'capacity below a seat' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER courses_seat_kept BEFORE INSERT OR UPDATE OF seat, occasion_id ON courses_registration
    FOR EACH ROW WHEN (NEW.seat IS NOT NULL) EXECUTE FUNCTION courses_check_seat();
CREATE TRIGGER courses_guest_kept BEFORE INSERT OR UPDATE OF seat, session_id ON courses_guestseat
    FOR EACH ROW EXECUTE FUNCTION courses_check_guest();
CREATE TRIGGER courses_capacity_kept BEFORE UPDATE OF capacity ON courses_occasion
    FOR EACH ROW EXECUTE FUNCTION courses_check_capacity();

DROP TRIGGER IF EXISTS courses_seat_kept ON courses_registration;
DROP TRIGGER IF EXISTS courses_capacity_kept ON courses_occasion;
DROP TRIGGER IF EXISTS courses_guest_kept ON courses_guestseat;

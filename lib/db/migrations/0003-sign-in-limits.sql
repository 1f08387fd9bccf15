-- Tries are counted for each account as well, wherever they come from. To go back: drop the two columns and the index.

-- Which known browser tried; null = a stranger's.
ALTER TABLE dashboard.sign_in_attempts ADD COLUMN device text;
-- A wrong try of somebody who then got it right: forgiven where they are, and still a try at the account.
ALTER TABLE dashboard.sign_in_attempts ADD COLUMN forgiven boolean NOT NULL DEFAULT false;
CREATE INDEX ON dashboard.sign_in_attempts (email, at);

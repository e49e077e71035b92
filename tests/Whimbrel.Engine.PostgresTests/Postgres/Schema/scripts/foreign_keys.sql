CREATE TABLE teams (id int PRIMARY KEY, code text UNIQUE, a int, b int, UNIQUE (a, b));
CREATE TABLE users (id int PRIMARY KEY, team_id int REFERENCES teams, code text REFERENCES teams (code) ON DELETE CASCADE, a int, b int, boss int REFERENCES users,
    FOREIGN KEY (a, b) REFERENCES teams (a, b), CONSTRAINT named FOREIGN KEY (a, b) REFERENCES teams (a, b));

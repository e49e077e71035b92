ALTER TYPE mood ADD VALUE 'content' AFTER 'ok';

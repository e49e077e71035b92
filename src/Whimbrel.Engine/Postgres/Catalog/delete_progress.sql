-- The script is done as a whole: its parts need no record any more.
DELETE FROM whimbrel.progress WHERE run = $1 AND version = $2 AND script = $3

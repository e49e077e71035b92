-- What time does the server have?
SELECT clock_timestamp() AS "Now"

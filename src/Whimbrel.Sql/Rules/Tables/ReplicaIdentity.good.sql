ALTER TABLE accounts REPLICA IDENTITY USING INDEX accounts_external_id_key;

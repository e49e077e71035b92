DO LANGUAGE plperl $$
    spi_exec_query('UPDATE users SET theme = lower(theme)');
$$;

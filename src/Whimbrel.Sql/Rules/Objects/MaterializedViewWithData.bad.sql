CREATE MATERIALIZED VIEW sales_by_day AS SELECT day, sum(total) FROM orders GROUP BY day;

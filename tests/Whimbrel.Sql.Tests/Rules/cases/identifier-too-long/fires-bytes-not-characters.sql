CREATE TABLE "éééééééééééééééééééééééééééééééé" (id bigint);

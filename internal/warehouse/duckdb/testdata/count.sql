SELECT count(*) AS "n" FROM (SELECT "place" FROM event);

// SPDX-License-Identifier: GPL-2.0-or-later
// Stands for DuckDB's own program, as far as documents use it: duckdb -c STATEMENT, each row of the answer a line of JSON.
import {DuckDBInstance} from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const reader = await connection.runAndReadAll(process.argv[3]);

for (const row of reader.getRowObjectsJson())
	console.log(JSON.stringify(row));

using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>One row of a catalogue query, read by name.</summary>
public readonly struct Row(NpgsqlDataReader reader)
{
    public bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));

    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? OptionalText(string column) => IsNull(column) ? null : Text(column);

    public long Number(string column) => Convert.ToInt64(reader.GetValue(reader.GetOrdinal(column)), System.Globalization.CultureInfo.InvariantCulture);

    public long? OptionalNumber(string column) => IsNull(column) ? null : Number(column);

    public double Real(string column) => Convert.ToDouble(reader.GetValue(reader.GetOrdinal(column)), System.Globalization.CultureInfo.InvariantCulture);

    public double? OptionalReal(string column) => IsNull(column) ? null : Real(column);

    public bool Claim(string column) => reader.GetBoolean(reader.GetOrdinal(column));

    /// <summary>A text[] or int2[]; empty for NULL.</summary>
    public IReadOnlyList<T> Items<T>(string column) => IsNull(column) ? [] : reader.GetFieldValue<T[]>(reader.GetOrdinal(column));

    /// <summary>A timestamptz, in UTC.</summary>
    public DateTimeOffset Time(string column) => new(reader.GetFieldValue<DateTime>(reader.GetOrdinal(column)).ToUniversalTime(), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime(string column) => IsNull(column) ? null : Time(column);
}

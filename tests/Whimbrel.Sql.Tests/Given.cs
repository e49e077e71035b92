using System.Text;

namespace Whimbrel.Sql.Tests;

/// <summary>Scripts from texts, as if they had been read from m.sql.</summary>
internal static class Given
{
    internal static Script Script(string text) => Sql.Script.Parse("m.sql", Encoding.UTF8.GetBytes(text));

    internal static Statement Statement(string text) => Script(text).Statements.ShouldHaveSingleItem();

    internal static ScriptException Refused(string text) => Refused(Encoding.UTF8.GetBytes(text));

    internal static ScriptException Refused(byte[] bytes) => Should.Throw<ScriptException>(() => Sql.Script.Parse("m.sql", bytes));
}

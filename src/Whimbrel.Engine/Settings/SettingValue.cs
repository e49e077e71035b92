using YamlDotNet.RepresentationModel;

namespace Whimbrel.Engine.Settings;

/// <summary>One value as given, and where: <c>whimbrel.yaml:12</c>, <c>WHIMBREL_WATCH_EVERY</c> or <c>--set</c>.</summary>
internal sealed record SettingValue(string Key, YamlNode Node, string Source);

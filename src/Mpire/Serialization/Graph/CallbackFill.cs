namespace Mpire.Serialization;

/// <summary>An object that wants to be called when it is whole. It counts as filled after that, so that containers hash it as it is then.</summary>
internal sealed class CallbackFill(Callbacks callbacks, object value) : Fill
{
    public override Type Type => value.GetType();

    public override bool IsOnce => true;

    public override void Run() => callbacks.AfterRead(value);

    public override void Finish() => callbacks.Whole(value);
}

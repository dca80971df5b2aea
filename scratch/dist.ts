process.env['ORT_DISABLE_TELEMETRY']='1';
const { DistributionSession } = await import('/work/wt/generate/src/generate/distributionSession.ts');
const { drawToken } = await import('/work/wt/generate/src/generate/sampler.ts');
for (const V of [49152, 151936]) {
  const B=16; const s=await DistributionSession.create(V, 2);
  const logits=Float32Array.from({length:B*V},()=>Math.random()*20-10); 
  const scales=new Float32Array(B).fill(1/0.7);
  let d; for(let i=0;i<5;i++) d=await s.run(logits,B,scales);
  let t=performance.now(); for(let i=0;i<30;i++) d=await s.run(logits,B,scales); console.log(V,'session ms',(performance.now()-t)/30);
  for (const o of [{topP:1},{topP:0.95},{topK:50},{minP:0.05},{topK:50,topP:0.9}]) {
    const opt={temperature:0.7,topK:0,topP:1,minP:0,repetitionPenalty:1,...o};
    t=performance.now(); for(let i=0;i<30;i++) for(let r=0;r<B;r++) drawToken(d,r,opt,(i+.5)/30);
    console.log(JSON.stringify(o),'draw ms/16 rows',(performance.now()-t)/30);
  }
}
